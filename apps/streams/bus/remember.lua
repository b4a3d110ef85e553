-- Keep a broadcast under a name, or forget what is kept there, if this hub still owns the stream.
-- KEYS: meta, remembered. ARGV: fence, name ('' for all), value ('' forgets it), number of values to keep at most.
-- Returns 1; 0 when another hub owns the stream; -1 when Redis has lost it; -2 when there are too many already.
local fence = redis.call('HGET', KEYS[1], 'fence')
if not fence then return -1 end
if fence ~= ARGV[1] then return 0 end
if ARGV[3] == '' then
  if ARGV[2] == '' then redis.call('DEL', KEYS[2]) else redis.call('HDEL', KEYS[2], ARGV[2]) end
  return 1
end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4]) and redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return -2 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
local left = redis.call('PTTL', KEYS[1])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end -- it lives as long as the stream's other keys
return 1
