-- Append one batch to a window and publish it, in one atomic call.
-- KEYS: meta, window, feed. ARGV: fence, epoch, last offset, lowest entry to keep, batch text.
-- Returns 1 when the batch stands (also when it was already there: a repeated call, however late it is executed),
-- 0 when this hub no longer owns the stream, -1 when Redis has lost the stream.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch', 'top')
if not meta[1] then return -1 end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
if tonumber(meta[3] or '0') >= tonumber(ARGV[3]) then return 1 end
redis.call('XADD', KEYS[2], 'MINID', ARGV[4], ARGV[3] .. '-0', 'b', ARGV[5])
if redis.call('XLEN', KEYS[2]) == 1 then -- new; renewing the lease prolongs it
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
end
redis.call('HSET', KEYS[1], 'top', ARGV[3])
redis.call('SPUBLISH', KEYS[3], ARGV[5])
return 1
