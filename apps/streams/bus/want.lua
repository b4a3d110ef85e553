#!lua flags=allow-oom
-- Wish for streams until now + ttl (Redis clock); never shortens a longer wish.
-- KEYS: wanted. ARGV: ttl ms, stream key, stream key, ...
local time = redis.call('TIME')
local till = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', till), ARGV[i]) end
return #ARGV - 1
