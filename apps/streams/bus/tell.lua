-- Publish an event of a stream (and keep its status), if this hub still owns the stream.
-- KEYS: meta, feed. ARGV: fence, epoch, event text, status JSON or '', connection count.
-- Returns 1, or 0 when this hub no longer owns the stream.
local meta = redis.call('HMGET', KEYS[1], 'fence', 'epoch')
if meta[1] ~= ARGV[1] or meta[2] ~= ARGV[2] then return 0 end
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'status', ARGV[4], 'connection', ARGV[5]) end
redis.call('SPUBLISH', KEYS[2], ARGV[3])
return 1
