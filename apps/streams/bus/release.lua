-- Give a lease back, if it is still this hub's. KEYS: lease. ARGV: hub id.
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
