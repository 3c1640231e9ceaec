local found = redis.call('HMGET', KEYS[1], 'key', 'used')
if not found[1] then
	return {}
end
return {found[1], found[2] or ''}
