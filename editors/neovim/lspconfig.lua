-- Neovim 0.7 to 0.10 with nvim-lspconfig: it starts gopls-proxy where it would start gopls.
require('lspconfig').gopls.setup({
  cmd = { 'gopls-proxy' },
})
