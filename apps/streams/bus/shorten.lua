-- End a wish at now + ttl (Redis clock), if it would last longer. KEYS: wanted. ARGV: ttl ms, stream key.
local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
return redis.call('ZADD', KEYS[1], 'XX', 'LT', 'CH', string.format('%.0f', till), ARGV[2])
