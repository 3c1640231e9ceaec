-- Decides on all buckets of a request: takes the tokens of every one, or of none.
--
-- KEYS     the buckets
-- ARGV[1]  the time in microseconds, 0 for that of the server
-- ARGV[2]  the number of identical requests; as many as possible are granted.
--          0 only looks, -1 gives the tokens of one request back
-- then for each bucket: cost, 1 in shadow mode or 0, number of limits, and for each limit:
-- window, burst, and the rate as tokens per microseconds, a reduced fraction
--
-- Returns  the requests granted, and for each bucket: the requests it had the tokens for, then
--          for each limit the tokens left and the remainder of the next token
--
-- A limit is { window, burst, rate tokens, rate micros, tokens, remainder }; the remainder
-- counts in 1/micros of a token. All numbers are integers below 2^53, where doubles are
-- exact. What a limit is stands in the bucket, so that instances with another configuration
-- find out and convert it in proportion, and limits they do not know are left in place.

local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local requests = tonumber(ARGV[2])
local floor, min, max = math.floor, math.min, math.max

local function refill(limit, elapsed)
  local burst, rate, micros = limit[2], limit[3], limit[4]
  if limit[5] >= burst then
    return
  end
  local periods = floor(elapsed / micros)
  local part = (elapsed - periods * micros) * rate + limit[6]
  local whole = floor(part / micros)
  local tokens = limit[5] + periods * rate + whole
  if tokens >= burst then
    limit[5], limit[6] = burst, 0
  else
    limit[5], limit[6] = tokens, part - whole * micros
  end
end

local function convert(limit, burst, rate, micros)
  local old = limit[2]
  local exact = (limit[5] * burst + limit[6] * burst / limit[4]) / old
  local tokens = min(floor(exact), burst)
  local remainder = 0
  if tokens < burst then
    remainder = min(floor((exact - tokens) * micros), micros - 1)
  end
  limit[2], limit[3], limit[4], limit[5], limit[6] = burst, rate, micros, tokens, remainder
end

local function read(key)
  local stored = redis.call('GET', key)
  if not stored then
    return nil
  end
  local ok, state = pcall(cmsgpack.unpack, stored)
  if not ok or type(state) ~= 'table' or type(state[1]) ~= 'number' or #state % 6 ~= 1 then
    return nil
  end
  return state
end

local buckets = {}
local granted = requests
local position = 3
for index = 1, #KEYS do
  local bucket = { key = KEYS[index], cost = tonumber(ARGV[position]), shadow = ARGV[position + 1] == '1',
    limits = {}, others = {}, last = now, available = requests }
  local count = tonumber(ARGV[position + 2])
  position = position + 3

  local stored = {}
  local state = read(bucket.key)
  if state then
    -- The time of another server may be behind, after a failover.
    bucket.last = max(now, state[1])
    bucket.exists = true
    for offset = 2, #state, 6 do
      local limit = { state[offset], state[offset + 1], state[offset + 2], state[offset + 3], state[offset + 4],
        state[offset + 5] }
      refill(limit, bucket.last - state[1])
      stored[limit[1]] = limit
    end
  end

  for i = 1, count do
    local window, burst = tonumber(ARGV[position]), tonumber(ARGV[position + 1])
    local rate, micros = tonumber(ARGV[position + 2]), tonumber(ARGV[position + 3])
    position = position + 4
    local limit = stored[window]
    if not limit then
      limit = { window, burst, rate, micros, burst, 0 }
    elseif limit[2] ~= burst or limit[3] ~= rate or limit[4] ~= micros then
      convert(limit, burst, rate, micros)
      bucket.converted = true
    end
    stored[window] = nil
    bucket.limits[i] = limit
    bucket.available = min(bucket.available, floor(limit[5] / bucket.cost))
  end
  for _, limit in pairs(stored) do
    if limit[5] < limit[2] then
      bucket.others[#bucket.others + 1] = limit
    end
  end
  if not bucket.shadow then
    granted = min(granted, bucket.available)
  end
  buckets[index] = bucket
end

local function write(bucket)
  local state = { bucket.last }
  local refilled = 0
  for _, limits in ipairs({ bucket.limits, bucket.others }) do
    for _, limit in ipairs(limits) do
      for field = 1, 6 do
        state[#state + 1] = limit[field]
      end
      refilled = max(refilled, ((limit[2] - limit[5]) * limit[4] - limit[6]) / limit[3])
    end
  end
  -- A bucket that is full again is the same as none. One second covers the rounding.
  redis.call('SET', bucket.key, cmsgpack.pack(state), 'PX', string.format('%.0f', floor(refilled / 1000) + 1000))
end

local result = { granted }
for index = 1, #buckets do
  local bucket = buckets[index]
  local taken = bucket.shadow and min(granted, bucket.available) or granted
  if taken ~= 0 and (taken > 0 or bucket.exists) then
    for _, limit in ipairs(bucket.limits) do
      limit[5] = limit[5] - taken * bucket.cost
      if limit[5] >= limit[2] then
        limit[5], limit[6] = limit[2], 0
      end
    end
    write(bucket)
  elseif bucket.converted then
    write(bucket)
  end
  result[#result + 1] = bucket.available
  for _, limit in ipairs(bucket.limits) do
    result[#result + 1] = limit[5]
    result[#result + 1] = limit[6]
  end
end
return result
