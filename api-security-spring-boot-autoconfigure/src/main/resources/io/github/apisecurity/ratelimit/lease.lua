-- Takes a place among a number of them, or gives it back. A place is free again when its time is up.
--
-- KEYS[1]  the places
-- ARGV     the name of the place, their number or 0 to give it back, and its time in milliseconds
local call = redis.call
if ARGV[2] == '0' then
  return { call('ZREM', KEYS[1], ARGV[1]) }
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return { 0 }
end
call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
call('PEXPIRE', KEYS[1], ARGV[3])
return { 1 }
