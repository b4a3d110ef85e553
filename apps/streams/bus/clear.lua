#!lua flags=allow-oom
-- Empty a window. The numbering goes on, and whoever watches is told.
-- KEYS: meta, window, rows, order, feed.
-- Returns the offset up to which it was cleared; 0 when there was nothing yet.
local top = redis.call('HGET', KEYS[1], 'top')
if not top then return 0 end
redis.call('XTRIM', KEYS[2], 'MAXLEN', 0) -- the empty key keeps its expiry
redis.call('DEL', KEYS[3], KEYS[4])
redis.call('SPUBLISH', KEYS[5], '{"event":"cleared","after":' .. top .. ',"body":{}}')
return tonumber(top)
