redis.call('HSET', KEYS[1], 'key', ARGV[1])
return {}
