#!lua flags=allow-oom
-- Take (or keep) the lease of a stream. Each taking gets a higher fence, so an old owner's writes are refused; Redis's
-- clock keeps it higher even than one that Redis has lost.
-- KEYS: lease, meta, window, rows, order, remembered. ARGV: hub id, lease ms, a fresh epoch, retention seconds.
-- Returns { 0 } when another hub owns it, else { 1, fence, epoch, top, connection }.
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return { 0 } end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or '?'
local time = redis.call('TIME')
local meta = redis.call('HMGET', KEYS[2], 'fence', 'epoch', 'top', 'connection', 'run')
local fence = math.max(tonumber(meta[1] or '0') + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
local epoch = meta[2]
if not epoch then -- a window of another epoch would refuse the new one's low offsets
  epoch = ARGV[3]
  redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
elseif meta[5] and meta[5] ~= run then
  -- Redis was started anew while somebody owned the stream, and may have lost its last second: offsets that viewers
  -- have had would be given out again. So another epoch begins, and what is left of the window is told as its own.
  epoch = ARGV[3]
  local old, new = '{"epoch":"' .. meta[2] .. '"', '{"epoch":"' .. epoch .. '"'
  local entries = redis.call('XRANGE', KEYS[3], '-', '+')
  redis.call('DEL', KEYS[3])
  for _, entry in ipairs(entries) do
    local text = entry[2][2]
    if string.sub(text, 1, #old) == old then
      redis.call('XADD', KEYS[3], entry[1], 'b', new .. string.sub(text, #old + 1))
    end
  end
end
fence = string.format('%.0f', fence)
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSET', KEYS[2], 'fence', fence, 'epoch', epoch, 'run', run)
for i = 2, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[4]) end
return { 1, fence, epoch, meta[3] or '0', meta[4] or '0' }
