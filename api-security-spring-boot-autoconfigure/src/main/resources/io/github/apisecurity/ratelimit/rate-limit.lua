-- Decides on all buckets of a request: takes the tokens of every one, or of none.
--
-- KEYS     the buckets
-- ARGV[1]  the time in microseconds, 0 for that of the server
-- ARGV[2]  the number of identical requests; as many as possible are granted.
--          0 only looks, -1 gives the tokens of one request back
-- then for each bucket: cost, 1 in shadow mode or 0, and its limits
--
-- Returns  the requests granted, and for each bucket: the requests it had the tokens for, then
--          for each limit the tokens left and the remainder of the next token
--
-- A limit is four doubles: window, burst, and the rate as tokens per microseconds, a reduced
-- fraction. In the bucket two more follow: tokens, and the remainder of the next token, which
-- counts in 1/micros of a token. All numbers are integers below 2^53, where doubles are exact.
-- What a limit is stands in the bucket, so that instances with another configuration find out
-- and convert it in proportion, and limits they do not know are left in place.
--
-- A window of the calendar has the rate 0, a window below 0, and the end of the window in place of
-- the microseconds. In the bucket the remainder is the end of the window that the bucket is in.
--
-- A bucket is the format (one byte), the time of its last change, and its limits. This runs for
-- every request, and Redis runs one script at a time: hence few tables and no helper that is
-- called for each field.

local call, floor, max = redis.call, math.floor, math.max
local pack, unpack = struct.pack, struct.unpack

local FORMAT = '\2'
local HEAD, LIMIT, STATE = 9, 32, 48

local now = tonumber(ARGV[1])
if now == 0 then
  local time = call('TIME')
  now = time[1] * 1000000 + time[2]
end
local requests = tonumber(ARGV[2])

local function refill(elapsed, burst, rate, micros, tokens, remainder)
  if tokens >= burst or rate == 0 then
    return tokens, remainder
  end
  local periods = floor(elapsed / micros)
  local part = (elapsed - periods * micros) * rate + remainder
  local whole = floor(part / micros)
  tokens = tokens + periods * rate + whole
  if tokens >= burst then
    return burst, 0
  end
  return tokens, part - whole * micros
end

local function convert(oldburst, oldmicros, tokens, remainder, burst, micros)
  local exact = (tokens * burst + remainder * burst / oldmicros) / oldburst
  tokens = floor(exact)
  if tokens >= burst then
    return burst, 0
  end
  local part = floor((exact - tokens) * micros)
  return tokens, part < micros and part or micros - 1
end

-- The offset of the limit with this window in a bucket.
local function find(stored, window)
  for offset = HEAD + 1, #stored, STATE do
    if unpack('<d', stored, offset) == window then
      return offset
    end
  end
end

-- What the bucket holds under limits that this instance does not know, while they are in use.
local function others(stored, elapsed, limits)
  local rest, refilled = '', 0
  for offset = HEAD + 1, #stored, STATE do
    local window, burst, rate, micros, tokens, remainder = unpack('<dddddd', stored, offset)
    local known = false
    for position = 1, #limits, LIMIT do
      known = known or unpack('<d', limits, position) == window
    end
    if not known then
      tokens, remainder = refill(elapsed, burst, rate, micros, tokens, remainder)
      local wait = rate == 0 and remainder - now or ((burst - tokens) * micros - remainder) / rate
      if tokens < burst and wait > 0 then
        rest = rest .. pack('<dddddd', window, burst, rate, micros, tokens, remainder)
        refilled = max(refilled, wait)
      end
    end
  end
  return rest, refilled
end

-- For each bucket: time, elapsed, what is stored, whether a limit was converted, whether there may
-- be limits that are not known, requests it has the tokens for. For each limit: tokens, remainder.
local buckets, levels = {}, {}
local granted = requests
local level = 0
for index = 1, #KEYS do
  local cost, limits = tonumber(ARGV[3 * index]), ARGV[3 * index + 2]
  local stored = call('GET', KEYS[index])
  local last, elapsed, converted, mixed, available = now, 0, false, false, requests
  if stored and #stored % STATE == HEAD and stored:sub(1, 1) == FORMAT then
    local before = unpack('<d', stored, 2)
    if before > now then
      -- The time of another server may be behind, after a failover.
      last = before
    end
    elapsed = last - before
    mixed = (#stored - HEAD) / STATE > #limits / LIMIT
  else
    stored = nil
  end
  for position = 1, #limits, LIMIT do
    local window, burst, rate, micros = unpack('<dddd', limits, position)
    local tokens, remainder = burst, rate == 0 and micros or 0
    if stored then
      local offset = HEAD + 1 + (position - 1) / LIMIT * STATE
      if offset > #stored or unpack('<d', stored, offset) ~= window then
        offset = find(stored, window)
      end
      if offset and rate == 0 then
        local _, oldburst, _, _, oldtokens, ends = unpack('<dddddd', stored, offset)
        -- The time of this server counts, and not that of an instance that is ahead or behind.
        if now < ends or micros <= ends then
          tokens, remainder = floor(oldtokens * burst / oldburst), ends
          converted = converted or oldburst ~= burst
        end
      elseif offset then
        local _, oldburst, oldrate, oldmicros, oldtokens, oldremainder = unpack('<dddddd', stored, offset)
        tokens, remainder = refill(elapsed, oldburst, oldrate, oldmicros, oldtokens, oldremainder)
        if oldburst ~= burst or oldrate ~= rate or oldmicros ~= micros then
          tokens, remainder = convert(oldburst, oldmicros, tokens, remainder, burst, micros)
          converted = true
        end
      else
        mixed = true
      end
    end
    levels[level + 1], levels[level + 2] = tokens, remainder
    level = level + 2
    local count = floor(tokens / cost)
    if count < available then
      available = count
    end
  end
  if available < granted and ARGV[3 * index + 1] ~= '1' then
    granted = available
  end
  local offset = 6 * index
  buckets[offset], buckets[offset + 1], buckets[offset + 2] = last, elapsed, stored
  buckets[offset + 3], buckets[offset + 4], buckets[offset + 5] = converted, mixed, available
end

local result = { granted }
local size = 1
level = 0
for index = 1, #KEYS do
  local limits = ARGV[3 * index + 2]
  local offset = 6 * index
  local last, elapsed, stored = buckets[offset], buckets[offset + 1], buckets[offset + 2]
  local converted, mixed, available = buckets[offset + 3], buckets[offset + 4], buckets[offset + 5]
  local taken = granted
  if available < granted then
    -- Only in shadow mode.
    taken = available
  end
  if taken < 0 and not stored then
    taken = 0
  end
  local changed = taken ~= 0 or converted and requests ~= 0
  local state, refilled = '', 0
  size = size + 1
  result[size] = available
  for position = 1, #limits, LIMIT do
    local window, burst, rate, micros = unpack('<dddd', limits, position)
    local tokens, remainder = levels[level + 1] - taken * tonumber(ARGV[3 * index]), levels[level + 2]
    level = level + 2
    if tokens >= burst then
      tokens, remainder = burst, rate == 0 and remainder or 0
    end
    local wait = rate == 0 and max(0, remainder - now) or ((burst - tokens) * micros - remainder) / rate
    if changed then
      state = state .. pack('<dddddd', window, burst, rate, micros, tokens, remainder)
      if wait > refilled then
        refilled = wait
      end
    end
    result[size + 1], result[size + 2] = tokens, rate == 0 and wait or remainder
    size = size + 2
  end
  if changed then
    if mixed then
      local rest, wait = others(stored, elapsed, limits)
      state, refilled = state .. rest, max(refilled, wait)
    end
    -- A bucket that is full again is the same as none. One second covers the rounding.
    call('SET', KEYS[index], FORMAT .. pack('<d', last) .. state, 'PX', floor(refilled / 1000) + 1000)
  end
end
return result
