-- Neovim (0.7 or later, headless), the editor of tests/integration/neovim_test.cpp. It opens
-- NVIM_TEST_FILE with NVIM_TEST_SERVER and jumps NVIM_TEST_JUMPS times, each time with more unsaved
-- lines above. Files in NVIM_TEST_FOLDER synchronise it with the test. Before jump N it waits for
-- "go-N". Afterwards "jumped-N" has the line on which it arrived.
local folder = os.getenv('NVIM_TEST_FOLDER')
local give_up_ms = 90000

local function say(name, text)
  local file = assert(io.open(folder .. '/' .. name .. '.new', 'w'))
  file:write(text)
  file:close()
  assert(os.rename(folder .. '/' .. name .. '.new', folder .. '/' .. name))
end

local function wait_for(what, condition)
  if not vim.wait(give_up_ms, condition, 20) then
    say('failed', 'gave up waiting for ' .. what)
    vim.cmd('cquit')
  end
end

-- Records the messages that a user would see.
vim.notify = function(text, level)
  if level ~= vim.log.levels.INFO and level ~= vim.log.levels.DEBUG then
    say('notified', tostring(text))
  end
end

vim.cmd('edit ' .. os.getenv('NVIM_TEST_FILE'))
local client = vim.lsp.start_client({
  name = 'gopls',
  cmd = { os.getenv('NVIM_TEST_SERVER') },
  root_dir = vim.fn.fnamemodify(os.getenv('NVIM_TEST_FILE'), ':h'),
  on_exit = function(code, signal) say('exited', code .. ' ' .. signal) end,
})
assert(client, 'no client')
vim.lsp.buf_attach_client(0, client)
wait_for('initialize', function()
  return vim.lsp.buf_is_attached(0, client) and vim.lsp.get_client_by_id(client).initialized
end)

for jump = 1, tonumber(os.getenv('NVIM_TEST_JUMPS')) do
  wait_for('go-' .. jump, function()
    return vim.fn.filereadable(folder .. '/go-' .. jump) == 1
  end)
  vim.api.nvim_buf_set_lines(0, 5, 5, false, { '', '// unsaved: 😀 é ' .. jump })
  vim.fn.search('greeting("world', 'w')
  local from = vim.fn.line('.')
  vim.lsp.buf.definition()
  say('asked-' .. jump, tostring(from))
  wait_for('jump ' .. jump, function() return vim.fn.line('.') ~= from end)
  say('jumped-' .. jump, vim.fn.line('.') .. ' ' .. vim.fn.getline('.'))
end
vim.cmd('qall!')
