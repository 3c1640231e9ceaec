-- What it was: without it the key is stored whatever is there.
if ARGV[3] and (redis.call('HGET', KEYS[1], 'state') or '/') ~= ARGV[3] then
	return {0}
end
redis.call('HSET', KEYS[1], 'key', ARGV[1], 'state', ARGV[2])
return {1}
