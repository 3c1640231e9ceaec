local current = redis.call('GET', KEYS[1])
if ARGV[1] == 'find' then
	return current and { current } or {}
end
if ARGV[1] == 'remove' then
	return redis.call('DEL', KEYS[1]) == 1 and { 1 } or {}
end
if (current or '') ~= ARGV[2] then
	return {}
end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return { 1 }
