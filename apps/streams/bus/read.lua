-- Read a window from a cursor on, at most about max_bytes, nothing that is too old.
-- KEYS: meta, window, lease, rows, order. ARGV: after (last offset already had; -1: what the newest `size` messages, or
-- keys, follow), size, max_bytes.
-- Returns { epoch, top, status, after, 1 if a hub owns it else 0, 1 if keyed else 0, oldest time to give out (ms),
-- 1 if nothing remains else 0, ... }: batch texts; of a keyed window the name, offset and value of each row.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'top', 'status', 'keyed', 'max_age')
local top, keyed, max_age = tonumber(meta[2] or '0'), meta[4] == '1', tonumber(meta[5] or '0')
local after, size, max_bytes = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = 0
if max_age > 0 then
  local now = redis.call('TIME')
  oldest = tonumber(now[1]) * 1000 + math.floor(tonumber(now[2]) / 1000) - max_age
end
if after < 0 then
  if keyed then
    local beyond = redis.call('ZREVRANGE', KEYS[5], size, size, 'WITHSCORES')
    after = tonumber(beyond[2] or '0')
  else
    after = math.max(0, top - size)
  end
end
local reply = { meta[1] or '', top, meta[3] or '', after, redis.call('EXISTS', KEYS[3]), keyed and 1 or 0, oldest, 0 }
local bytes, from = 0, after
local count, most, largest = 1, keyed and 64 or 16, 1 -- to ask for at a time: sixteen of 400 kB would take 17 ms
while bytes < max_bytes do
  if keyed then
    local found = redis.call('ZRANGEBYSCORE', KEYS[5], string.format('(%.0f', from), '+inf', 'WITHSCORES', 'LIMIT', 0, count)
    if #found == 0 then reply[8] = 1 break end
    local names = {}
    for i = 1, #found, 2 do names[#names + 1] = found[i] end
    for i, value in ipairs(redis.call('HMGET', KEYS[4], unpack(names))) do
      local n = #reply
      reply[n + 1], reply[n + 2], reply[n + 3] = names[i], found[2 * i], value or ''
      largest = math.max(largest, #names[i] + #(value or ''))
      bytes = bytes + #names[i] + #(value or '')
      from = tonumber(found[2 * i])
      if bytes >= max_bytes then break end
    end
  else
    local entries = redis.call('XRANGE', KEYS[2], string.format('%.0f', from + 1), '+', 'COUNT', count)
    if #entries == 0 then reply[8] = 1 break end
    for _, entry in ipairs(entries) do
      local text, at, delta = entry[2][2], nil, nil
      from = tonumber(string.match(entry[1], '^%d+'))
      largest = math.max(largest, #text)
      if oldest > 0 then at, delta = string.match(text, '"at":(%d+),"dt":%[[%d,-]-(-?%d+)%]') end
      if not at or at + delta >= oldest then
        reply[#reply + 1] = text
        bytes = bytes + #text
        if bytes >= max_bytes then break end
      end
    end
  end
  count = math.max(1, math.min(most, 4 * count, math.floor((max_bytes - bytes) / largest)))
end
return reply
