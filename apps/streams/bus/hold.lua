#!lua flags=allow-oom
-- Keep places for ttl ms from now (Redis clock), whether or not they are known: their limit was asked for once.
-- KEYS: the holder's sorted set. ARGV: ttl ms, member, member, ...
local time = redis.call('TIME')
local till = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1]))
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'GT', till, ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[1]), redis.call('PTTL', KEYS[1])))
return #ARGV - 1
