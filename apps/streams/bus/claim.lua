#!lua flags=allow-oom
-- Take a place among a holder's for ttl ms (Redis clock), or keep it; those whose time is up are free.
-- KEYS: the holder's sorted set. ARGV: ttl ms, member, how many places there are.
-- Returns 0 when all are taken, 1 when it was taken now, 2 when it was held already.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local held = redis.call('ZSCORE', KEYS[1], ARGV[2])
if not held and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
local till = string.format('%.0f', now + tonumber(ARGV[1]))
redis.call('ZADD', KEYS[1], 'GT', till, ARGV[2])
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[1]), redis.call('PTTL', KEYS[1])))
return held and 2 or 1
