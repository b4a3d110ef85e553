-- Keep a lease, and with it the stream's window and meta, alive.
-- KEYS: lease, meta, window. ARGV: hub id, lease ms, retention seconds. Returns 1, or 0 when it is lost.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[3])
return 1
