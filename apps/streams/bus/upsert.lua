-- Write one batch into a keyed window and publish it, in one atomic call.
-- A row's name is its key as JSON, its value `<received at>:<payload>`. What was never written here is marked by a row
-- `#<first>`, whose offset is the last of what is missing: readers tell it as a gap.
-- KEYS: meta, rows, order, feed. ARGV: fence, epoch, last offset that should be here, last offset of the batch, its
-- text, retention seconds, number of rows, number of names to drop, then name, value of each row, then offset, name of
-- each row, then the names to drop.
-- Returns 0 or -1 as append.lua; 1; or 2 + the top that was here, when a mark for what is missing since was made.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch', 'top')
if not meta[1] then return -1 end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
local top = tonumber(meta[3] or '0')
if top >= tonumber(ARGV[4]) then return 1 end
local rows, at = tonumber(ARGV[7]), 8
redis.call('HSET', KEYS[2], unpack(ARGV, at + 1, at + 2 * rows))
at = at + 2 * rows
local added = redis.call('ZADD', KEYS[3], unpack(ARGV, at + 1, at + 2 * rows))
at = at + 2 * rows
if added == rows and redis.call('ZCARD', KEYS[3]) == rows then -- new; renewing the lease prolongs them
  redis.call('EXPIRE', KEYS[2], ARGV[6])
  redis.call('EXPIRE', KEYS[3], ARGV[6])
end
local answer = 1
if tonumber(ARGV[3]) > top then -- a failover has lost some
  local mark = '#' .. string.format('%.0f', top + 1)
  redis.call('HSET', KEYS[2], mark, '0:')
  redis.call('ZADD', KEYS[3], ARGV[3], mark)
  answer = top + 2
end
for from = at + 1, at + tonumber(ARGV[8]), 1000 do -- unpack takes no more than some thousands
  local to = math.min(from + 999, #ARGV)
  redis.call('HDEL', KEYS[2], unpack(ARGV, from, to))
  redis.call('ZREM', KEYS[3], unpack(ARGV, from, to))
end
redis.call('HSET', KEYS[1], 'top', ARGV[4])
redis.call('SPUBLISH', KEYS[4], ARGV[5])
return answer
