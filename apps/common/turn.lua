#!lua flags=allow-oom
-- Take a turn of a caller who may have so many a second, and so many at once (GCRA, on Redis's clock).
-- KEYS: the caller's key, which holds until when (us) the turns taken so far last at this rate; it expires then.
-- ARGV: us between two turns, turns at once. Returns 0 when it was taken, else the us until the next one is due.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local till = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + tonumber(ARGV[1])
local wait = till - now - tonumber(ARGV[1]) * tonumber(ARGV[2])
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', till), 'PX', math.max(1, math.ceil((till - now) / 1000)))
return 0
