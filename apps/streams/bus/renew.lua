#!lua flags=allow-oom
-- Keep a lease. One that ran out while Redis was away is taken again, if nobody else has had it since: the fence tells.
-- KEYS: lease, meta; and, when all keys are to be prolonged: window, rows, order, remembered.
-- ARGV: hub id, lease ms, fence, last offset written, run id of Redis; and then also:
-- retention seconds, messages a second, bytes of the window.
-- Returns 1; 2 when it was taken again; 3 when Redis has lost the stream; 0 when another hub has it.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
local meta = redis.call('HMGET', KEYS[2], 'fence', 'run', 'top')
if not meta[1] then return 3 end
if meta[1] ~= ARGV[3] then
  return owner and 1 or 0 -- its owner has just reclaimed it, and so has a newer fence than it asked with
end
if owner then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
if meta[2] ~= ARGV[5] then -- Redis was started anew; its owner knows what it may have lost
  if tonumber(meta[3] or '0') < tonumber(ARGV[4]) then redis.call('HSET', KEYS[2], 'top', ARGV[4]) end
  redis.call('HSET', KEYS[2], 'run', ARGV[5])
end
if ARGV[6] then
  redis.call('HSET', KEYS[2], 'rate', ARGV[7], 'window_bytes', ARGV[8])
  for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[6]) end
end
return owner and 1 or 2
