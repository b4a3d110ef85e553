-- Write one batch into a keyed window and publish it, in one atomic call.
-- A row's name is its key as JSON, its value `<received at>:<payload>`. What was never written here is marked by a row
-- `#<first>`, whose offset is the last of what is missing: readers tell it as a gap.
-- KEYS: meta, rows, order, feed. ARGV: fence, epoch, last offset that should be here, last offset of the batch, its
-- text, the rows (three lines each: name, offset, value), then the names of rows to drop.
-- Returns 0 or -1 as append.lua; 1; or 2 + the top that was here, when a mark for what is missing since was made.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch', 'top')
if not meta[1] then return -1 end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
local top = tonumber(meta[3] or '0')
if top >= tonumber(ARGV[4]) then return 1 end
local values, offsets, rows = {}, {}, 0
for name, offset, value in string.gmatch(ARGV[6], '([^\n]+)\n([^\n]+)\n([^\n]+)') do
  values[2 * rows + 1], values[2 * rows + 2] = name, value
  offsets[2 * rows + 1], offsets[2 * rows + 2] = offset, name
  rows = rows + 1
end
redis.call('HSET', KEYS[2], unpack(values))
local added = redis.call('ZADD', KEYS[3], unpack(offsets))
if added == rows and redis.call('ZCARD', KEYS[3]) == rows then -- new; renewing the lease prolongs them
  local left = redis.call('PTTL', KEYS[1])
  for i = 2, left > 0 and 3 or 0 do redis.call('PEXPIRE', KEYS[i], left) end
end
local answer = 1
if tonumber(ARGV[3]) > top then -- a failover has lost some
  local mark = '#' .. string.format('%.0f', top + 1)
  redis.call('HSET', KEYS[2], mark, '0:')
  redis.call('ZADD', KEYS[3], ARGV[3], mark)
  answer = top + 2
end
for from = 7, #ARGV, 1000 do -- unpack takes no more than some thousands
  local to = math.min(from + 999, #ARGV)
  redis.call('HDEL', KEYS[2], unpack(ARGV, from, to))
  redis.call('ZREM', KEYS[3], unpack(ARGV, from, to))
end
redis.call('HSET', KEYS[1], 'top', ARGV[4])
redis.call('SPUBLISH', KEYS[4], ARGV[5])
return answer
