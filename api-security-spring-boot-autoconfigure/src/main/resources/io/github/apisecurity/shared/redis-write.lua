local field, value = ARGV[1], ARGV[3]
local current = 0
if redis.call('HEXISTS', KEYS[1], field) == 1 then
	current = tonumber(redis.call('ZSCORE', KEYS[2], field) or 0)
end
if current ~= tonumber(ARGV[2]) then
	return { 0 }
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local top = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
local version = math.max(now, tonumber(top[2] or 0) + 1)
local score = string.format('%.0f', version)
if value == '-' then
	redis.call('HDEL', KEYS[1], field)
	redis.call('ZADD', KEYS[3], score, field)
else
	redis.call('HSET', KEYS[1], field, string.sub(value, 2))
	redis.call('ZREM', KEYS[3], field)
end
redis.call('ZADD', KEYS[2], score, field)
local old = string.format('%.0f', now - tonumber(ARGV[4]))
for _, removed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', old, 'LIMIT', 0, 100)) do
	redis.call('ZREM', KEYS[2], removed)
	redis.call('ZREM', KEYS[3], removed)
end
-- Who may not publish leaves it to the others to look.
redis.pcall('PUBLISH', KEYS[1], '')
return { version }
