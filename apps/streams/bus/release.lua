-- Give a lease back, if it is still this hub's, and say how long the window is to be kept.
-- KEYS: lease, meta, window. ARGV: hub id, retention seconds.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[3], ARGV[2])
return 1
