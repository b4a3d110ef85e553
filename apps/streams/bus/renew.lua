-- Keep a lease, and with it the stream's window and meta, alive. One that ran out while Redis was away is taken again,
-- if nobody else has had it since: the fence tells.
-- KEYS: lease, meta, window. ARGV: hub id, lease ms, retention seconds, fence.
-- Returns 1; 2 when it was taken again; 0 when it is lost.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
if redis.call('HGET', KEYS[2], 'fence') ~= ARGV[4] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[3])
return owner and 1 or 2
