#!lua flags=allow-oom
-- Begin to write a window: note how it is to be read, and tell what is in it.
-- KEYS: meta, window, rows, order. ARGV: fence, epoch, '1' for a keyed window else '0', greatest age in ms ('0': none).
-- Returns { 0 } or { -1 } as append.lua; else { 1, ... }: of each entry its last offset, bytes and time of its last
-- message; of a keyed window each row's name, bytes and time.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch', 'keyed', 'max_age')
if not meta[1] then return { -1 } end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return { 0 } end
if meta[3] ~= ARGV[3] or meta[4] ~= ARGV[4] then redis.call('HSET', KEYS[1], 'keyed', ARGV[3], 'max_age', ARGV[4]) end
local reply = { 1 }
local function note(name, bytes, at)
  reply[#reply + 1] = name
  reply[#reply + 1] = bytes
  reply[#reply + 1] = at
end
if ARGV[3] == '1' then
  local from = 0
  while true do
    local names = redis.call('ZRANGE', KEYS[4], from, from + 499)
    if #names == 0 then return reply end
    local values = redis.call('HMGET', KEYS[3], unpack(names))
    for i, name in ipairs(names) do
      local value = values[i] or '0:'
      note(name, #name + #value, tonumber(string.match(value, '^(%d+):')) or 0)
    end
    from = from + 500
  end
end
local from = '-'
while true do
  local entries = redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', 64)
  if #entries == 0 then return reply end
  for _, entry in ipairs(entries) do
    local text, last = entry[2][2], tonumber(string.match(entry[1], '^%d+'))
    local at, delta = string.match(text, '"at":(%d+),"dt":%[[%d,-]-(-?%d+)%]')
    note(last, #text, (tonumber(at) or 0) + (tonumber(delta) or 0))
    from = string.format('%.0f', last + 1)
  end
end
