local epoch = redis.call('HGET', KEYS[1], '')
if not epoch then
	local time = redis.call('TIME')
	epoch = time[1] .. '.' .. time[2]
	redis.call('HSET', KEYS[1], '', epoch)
end
local top = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local answer = { epoch, top[2] or '0' }
local found = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #found, 2 do
	local value = redis.call('HGET', KEYS[1], found[i])
	answer[#answer + 1] = found[i]
	answer[#answer + 1] = found[i + 1]
	answer[#answer + 1] = value and '+' .. value or '-'
end
return answer
