-- Publish an event of a stream (and keep its status), if this hub still owns the stream.
-- KEYS: meta, feed. ARGV: fence, event text, status JSON or '', connection count.
-- Returns 1, or 0 when this hub no longer owns the stream.
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'status', ARGV[3], 'connection', ARGV[4]) end
redis.call('SPUBLISH', KEYS[2], ARGV[2])
return 1
