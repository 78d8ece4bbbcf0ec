-- Drives Neovim with one of the settings here: an unsaved edit is put above a function, and the jump
-- to that function must land on its line in the unsaved text. Then once more, after gopls was killed
-- by the command $KILL_GOPLS, if there is one.
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

local function edit_and_jump(when)
  vim.api.nvim_buf_set_lines(0, 2, 2, false, { '// 🙂 not saved', '' })
  vim.fn.cursor(1, 1)
  local from = vim.fn.search([[Println(\zsgreet]])
  vim.lsp.buf.definition()
  local moved = vim.wait(limit_ms, function()
    return vim.fn.line('.') ~= from
  end, 20)
  if not moved then
    fail('no jump' .. when)
  elseif vim.fn.getline('.') ~= 'func greet() string {' then
    fail('the jump' .. when .. ' went to line ' .. vim.fn.line('.') .. ': ' .. vim.fn.getline('.'))
  end
  io.stdout:write('neovim: jumped to line ' .. vim.fn.line('.') .. ' of the unsaved text' .. when .. '\n')
end

if not vim.wait(limit_ms, client, 20) then
  fail('no server was attached to the buffer')
end
edit_and_jump('')
if (vim.env.KILL_GOPLS or '') ~= '' then
  vim.fn.system(vim.env.KILL_GOPLS)
  if vim.v.shell_error ~= 0 then
    fail('there was no gopls to kill')
  end
  edit_and_jump(', gopls killed')
end
vim.cmd('qall!')
