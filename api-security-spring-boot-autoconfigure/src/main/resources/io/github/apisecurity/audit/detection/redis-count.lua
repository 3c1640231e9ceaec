-- KEYS: subjects of a rule by time. ARGV: 1 subject, 2 what to do, 3 value, 4 window, 5 threshold, 6 values kept, 7 subjects kept
local base = KEYS[1] .. ':'
local counted, compared, told = base .. ARGV[1], base .. ARGV[1] .. ':compared', base .. ARGV[1] .. ':told'
if ARGV[2] == 'forget' then
	redis.call('DEL', counted, compared, told)
	return {}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window = tonumber(ARGV[4])
local from = now - window
if ARGV[2] ~= 'follow' then
	local key = (ARGV[2] == 'compare') and compared or counted
	redis.call('ZADD', key, now, ARGV[3])
	redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. from)
	redis.call('ZREMRANGEBYRANK', key, 0, -ARGV[6] - 1)
	redis.call('PEXPIRE', key, window)
	redis.call('ZADD', KEYS[1], now, ARGV[1])
	redis.call('PEXPIRE', KEYS[1], window)
	if redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[7]) then
		local oldest = base .. redis.call('ZPOPMIN', KEYS[1])[1]
		redis.call('DEL', oldest, oldest .. ':compared', oldest .. ':told')
	end
end
if ARGV[2] == 'count' or ARGV[2] == 'compare' then
	return {}
end
local count = redis.call('ZCOUNT', counted, from, '+inf')
if count <= tonumber(ARGV[5]) or count <= redis.call('ZCOUNT', compared, from, '+inf') then
	return {}
end
return { count, redis.call('SET', told, 1, 'PX', window, 'NX') and 1 or 0 }
