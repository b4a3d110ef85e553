#!lua flags=allow-oom
-- Give a lease back in good order, if it is still this hub's, and say how long the stream's keys are to be kept.
-- KEYS: lease, wish, meta, window, rows, order, remembered.
-- ARGV: hub id, retention seconds (0: remove them), seconds for the wish ('': as it is).
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if ARGV[3] ~= '' then redis.call('EXPIRE', KEYS[2], ARGV[3]) end
if redis.call('HEXISTS', KEYS[3], 'fence') == 1 then
  redis.call('HINCRBY', KEYS[3], 'fence', 1) -- a renewal that was sent before and comes after takes nothing back
end
redis.call('HDEL', KEYS[3], 'run') -- whatever happens to Redis from now on, it has all that was written
for i = 3, #KEYS do
  if ARGV[2] == '0' then redis.call('DEL', KEYS[i]) else redis.call('EXPIRE', KEYS[i], ARGV[2]) end
end
return 1
