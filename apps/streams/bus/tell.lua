#!lua flags=allow-oom
-- Publish an event of a stream (and keep its status), if this hub still owns the stream; also when Redis is full.
-- KEYS: meta, feed. ARGV: fence, epoch, event text, status JSON or '', connection count, number of the event (0: none).
-- Returns 1 (also for a number that was told already: a repeated call, however late it is executed),
-- 0 when this hub no longer owns the stream, -1 when Redis has lost the stream.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch', 'told')
if not meta[1] then return -1 end
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
local fields, owner = {}, ARGV[1] .. '-'
if ARGV[6] ~= '0' then
  local told = meta[3] or ''
  if string.sub(told, 1, #owner) == owner and tonumber(string.sub(told, #owner + 1)) >= tonumber(ARGV[6]) then
    return 1
  end
  fields = { 'told', owner .. ARGV[6] }
end
if ARGV[4] ~= '' then
  for _, part in ipairs({ 'status', ARGV[4], 'connection', ARGV[5] }) do fields[#fields + 1] = part end
end
if #fields > 0 then redis.call('HSET', KEYS[1], unpack(fields)) end
redis.call('SPUBLISH', KEYS[2], ARGV[3])
return 1
