-- ARGV: 1 last version that is known, 2 how long removals are kept; then of each entry field, expected version and value
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local top = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local latest = tonumber(top[2] or 0)
local lost = latest < tonumber(ARGV[1])
local answer = {}
for i = 3, #ARGV, 3 do
	local field, value = ARGV[i], ARGV[i + 2]
	local current = 0
	if redis.call('HEXISTS', KEYS[1], field) == 1 then
		current = tonumber(redis.call('ZSCORE', KEYS[2], field) or 0)
	end
	if lost or current ~= tonumber(ARGV[i + 1]) then
		answer[#answer + 1] = 0
	else
		latest = math.max(now, latest + 1)
		local score = string.format('%.0f', latest)
		if value == '-' then
			redis.call('HDEL', KEYS[1], field)
			redis.call('ZADD', KEYS[3], score, field)
		else
			redis.call('HSET', KEYS[1], field, string.sub(value, 2))
			redis.call('ZREM', KEYS[3], field)
		end
		redis.call('ZADD', KEYS[2], score, field)
		answer[#answer + 1] = latest
	end
end
if latest == tonumber(top[2] or 0) then
	return answer
end
local old = string.format('%.0f', now - tonumber(ARGV[2]))
for _, removed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', old, 'LIMIT', 0, 100)) do
	redis.call('ZREM', KEYS[2], removed)
	redis.call('ZREM', KEYS[3], removed)
end
-- Who may not publish leaves it to the others to look.
redis.pcall('PUBLISH', KEYS[1], '')
return answer
