#!lua flags=allow-oom
-- Drop what is too old for a window.
-- KEYS: meta, window, rows, order. ARGV: fence, epoch, lowest entry to keep, then names of rows.
-- Returns 1, or 0 or -1 as append.lua.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch')
if not meta[1] then return -1 end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[3])
for from = 4, #ARGV, 1000 do -- unpack takes no more than some thousands
  local to = math.min(from + 999, #ARGV)
  redis.call('HDEL', KEYS[3], unpack(ARGV, from, to))
  redis.call('ZREM', KEYS[4], unpack(ARGV, from, to))
end
return 1
