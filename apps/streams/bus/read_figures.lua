-- KEYS: FIGURES; ARGV: what a process's key begins with (it shares the hash tag), how many at most.
local found = {}
for _, process in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, ARGV[2] - 1)) do
  local text = redis.call('GET', ARGV[1] .. process)
  if text then found[#found + 1] = text end
end
return found
