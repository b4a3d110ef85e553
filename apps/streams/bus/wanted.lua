-- Drop the members of a sorted set whose time is up (Redis clock, ms). KEYS: the sorted set.
-- Returns { now, member, its time, member, its time, ... } of the others.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local reply = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
table.insert(reply, 1, now)
return reply
