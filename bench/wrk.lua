-- wrk's script: many people, many paths, bodies. bench/load.py drives it by environment variables.
--   LOAD_LINES   file, one request a line, fields between TABs: Cookie, path, body, then headers as "Name: value"
--                (all but the Cookie may be left out; the path is then that of the URL)
--   LOAD_METHOD, LOAD_TYPE   method, and Content-Type of bodies
--   LOAD_START   the line to begin with, so that a later run goes on where an earlier one ended
-- Lines are dealt out to threads so that no person is in two threads at once.
local function lines(name)
  local found = {}
  local file = name and io.open(name)
  if file then
    for line in file:lines() do found[#found + 1] = line end
    file:close()
  end
  return found
end

local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local at = 0
function init(_)
  all = lines(os.getenv("LOAD_LINES"))
  step = tonumber(os.getenv("LOAD_THREADS") or "1")
  at = number + tonumber(os.getenv("LOAD_START") or "0")
  method = os.getenv("LOAD_METHOD") or "GET"
  content_type = os.getenv("LOAD_TYPE") or "application/x-www-form-urlencoded"
end

function request()
  local headers, path, body = {}, nil, nil
  if #all > 0 then
    local field = 0
    for value in (all[at % #all + 1] .. "\t"):gmatch("([^\t]*)\t") do
      field = field + 1
      if value ~= "" then
        if field == 1 then headers["Cookie"] = value
        elseif field == 2 then path = value
        elseif field == 3 then body = value; headers["Content-Type"] = content_type
        else
          local name, content = value:match("^(.-): (.*)$")
          headers[name] = content
        end
      end
    end
  end
  at = at + step
  return wrk.format(method, path, headers, body)
end

function done(summary, latency, _)
  local function p(share) return latency:percentile(share) / 1000 end
  io.write(string.format(
    '\nJSON {"requests":%d,"us":%d,"bytes":%d,"status_err":%d,"sock_err":%d,"timeout":%d,"p50":%.3f,"p95":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration, summary.bytes, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write, summary.errors.timeout, p(50), p(95), p(99)))
end
