#!lua flags=allow-oom
-- Hand a lease to another hub, if it is still this one's. KEYS: lease, meta. ARGV: hub id, heir's id, lease ms, fence.
-- Returns { 0 } when it isn't, else { 1, fence, epoch, top, connection }.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 0 } end
local meta = redis.call('HMGET', KEYS[2], 'fence', 'epoch', 'top', 'connection')
if meta[1] ~= ARGV[4] then return { 0 } end
local time = redis.call('TIME')
local fence = math.max(tonumber(meta[1]) + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
fence = string.format('%.0f', fence)
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('HSET', KEYS[2], 'fence', fence)
return { 1, fence, meta[2], meta[3] or '0', meta[4] or '0' }
