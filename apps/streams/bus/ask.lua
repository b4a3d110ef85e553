-- Publish a request to the hub that owns a stream. KEYS: lease. ARGV: channel prefix, request.
-- Returns how many received it; 0: nobody owns the stream.
local owner = redis.call('GET', KEYS[1])
if not owner then return 0 end
return redis.call('PUBLISH', ARGV[1] .. owner, ARGV[2])
