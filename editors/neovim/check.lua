-- Drives Neovim with one of the settings here: an unsaved edit is put above a function, and the jump
-- to that function must land on its line in the unsaved text.
-- Started by ../check with a Go file open; ends Neovim, with exit code 1 if anything is wrong.
local limit_ms = 120000

local function fail(message)
  io.stderr:write('neovim: ' .. message .. '\n')
  vim.cmd('cquit 1')
end

local function client()
  for _, c in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if c.name == 'gopls' and vim.lsp.buf_is_attached(0, c.id) then
      return c
    end
  end
end

if not vim.wait(limit_ms, client, 20) then
  return fail('no server was attached to the buffer')
end

vim.api.nvim_buf_set_lines(0, 2, 2, false, { '// 🙂 not saved', '' })
vim.fn.cursor(1, 1)
vim.fn.search([[Println(\zsgreet]])

local c = client()
local params = vim.lsp.util.make_position_params(0, c.offset_encoding)
local replies, problem =
  vim.lsp.buf_request_sync(0, 'textDocument/definition', params, limit_ms)
local reply = replies and replies[c.id]
if not reply or not reply.result or not reply.result[1] then
  return fail('no definition: ' .. vim.inspect(problem or reply))
end

local line = reply.result[1].range.start.line + 1
local text = vim.api.nvim_buf_get_lines(0, line - 1, line, false)[1]
if text ~= 'func greet() string {' then
  return fail('the jump went to line ' .. line .. ': ' .. tostring(text))
end
io.stdout:write('neovim: jumped to line ' .. line .. ' of the unsaved text\n')
vim.cmd('qall!')
