-- Neovim 0.7 to 0.10 without a plugin: gopls-proxy as the server of Go buffers, one per root folder.
-- Paste it into init.lua. With nvim-lspconfig use lspconfig.lua instead, not both.
local client_of_root = {}

local function root_of(file)
  local dir = vim.fn.fnamemodify(file, ':p:h')
  for _, marker in ipairs({ 'go.work', 'go.mod' }) do
    local found = vim.fn.findfile(marker, vim.fn.escape(dir, ' ,;') .. ';')
    if found ~= '' then
      return vim.fn.fnamemodify(found, ':p:h')
    end
  end
  return dir
end

local function attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == '' or vim.bo[buffer].buftype ~= '' then
    return
  end
  local root = root_of(file)
  if not client_of_root[root] then
    client_of_root[root] = vim.lsp.start_client({
      name = 'gopls',
      cmd = { 'gopls-proxy' },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      -- Neovim does not bring back a server that has ended: the next Go buffer starts a new one.
      on_exit = function()
        client_of_root[root] = nil
      end,
    })
  end
  if client_of_root[root] then
    vim.lsp.buf_attach_client(buffer, client_of_root[root])
  end
end

vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('gopls_proxy', {}),
  pattern = { 'go', 'gomod', 'gowork' },
  callback = function(event)
    attach(event.buf)
  end,
})
