-- Take (or keep) the lease of a stream; each taking gets a higher fence, so an old owner's writes are refused.
-- KEYS: lease, meta, window. ARGV: hub id, lease ms, a fresh epoch, retention seconds.
-- Returns { 0 } when another hub owns it, else { 1, fence, epoch, top, connection }.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return { 0 } end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local fence = redis.call('HINCRBY', KEYS[2], 'fence', 1)
-- A window of another epoch would refuse the new one's low offsets.
if redis.call('HSETNX', KEYS[2], 'epoch', ARGV[3]) == 1 then redis.call('DEL', KEYS[3]) end
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('EXPIRE', KEYS[3], ARGV[4])
local meta = redis.call('HMGET', KEYS[2], 'epoch', 'top', 'connection')
return { 1, fence, meta[1], tonumber(meta[2] or '0'), tonumber(meta[3] or '0') }
