-- Neovim 0.11 and newer: gopls-proxy as the server of Go buffers.
-- Paste it into init.lua. With nvim-lspconfig installed only the line `cmd` is needed, the rest
-- comes from there; what stands here then wins over it.
vim.lsp.config('gopls', {
  cmd = { 'gopls-proxy' },
  filetypes = { 'go', 'gomod', 'gowork', 'gotmpl' },
  root_markers = { 'go.work', 'go.mod', '.git' },
})
vim.lsp.enable('gopls')
