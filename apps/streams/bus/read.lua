-- Read a window from a cursor on, at most about max_bytes.
-- KEYS: meta, window, lease. ARGV: after (last offset already had; -1: what the newest `size` messages follow), size, max_bytes.
-- Returns { epoch, top, status, after, 1 if a hub owns it else 0, batch text, batch text, ... }.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'top', 'status')
local top = tonumber(meta[2] or '0')
local after = tonumber(ARGV[1])
if after < 0 then after = math.max(0, top - tonumber(ARGV[2])) end
local reply = { meta[1] or '', top, meta[3] or '', after, redis.call('EXISTS', KEYS[3]) }
local bytes, from = 0, after + 1
while bytes < tonumber(ARGV[3]) do
  local entries = redis.call('XRANGE', KEYS[2], string.format('%.0f', from), '+', 'COUNT', 16)
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    reply[#reply + 1] = entry[2][2]
    bytes = bytes + #entry[2][2]
    from = tonumber(string.match(entry[1], '^%d+')) + 1
    if bytes >= tonumber(ARGV[3]) then break end
  end
end
return reply
