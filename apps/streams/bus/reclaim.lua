#!lua flags=allow-oom
-- Own a stream again that Redis has lost: the same epoch and numbering go on.
-- KEYS: lease, meta, window, rows, order, remembered.
-- ARGV: hub id, lease ms, epoch, last offset written, the fence so far, connection count, retention seconds.
-- Returns { 0 } when another hub has taken it since, else { 1, fence, epoch, top, connection }.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return { 0 } end
local meta = redis.call('HMGET', KEYS[2], 'fence', 'epoch', 'top', 'connection')
local fence = meta[1]
if fence then -- it was reclaimed a moment ago, or never lost
  if meta[2] ~= ARGV[3] or (not owner and fence ~= ARGV[5]) then return { 0 } end
else
  local time = redis.call('TIME')
  fence = math.max(tonumber(ARGV[5]) + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
  fence = string.format('%.0f', fence)
end
local top = string.format('%.0f', math.max(tonumber(meta[3] or '0'), tonumber(ARGV[4])))
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or '?'
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local connection = meta[4] or ARGV[6]
redis.call('HSET', KEYS[2], 'fence', fence, 'epoch', ARGV[3], 'top', top, 'connection', connection, 'run', run)
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[7]) end
return { 1, fence, ARGV[3], top, connection }
