" vim-lsp: gopls-proxy as the server of Go buffers.
" vim-lsp shows no progress unless it is told to; with it, a replacement of gopls is seen.
let g:lsp_work_done_progress_enabled = 1

augroup gopls_proxy
  autocmd!
  autocmd User lsp_setup call lsp#register_server({
        \ 'name': 'gopls',
        \ 'cmd': {server_info -> ['gopls-proxy']},
        \ 'root_uri': {server_info -> lsp#utils#path_to_uri(
        \   lsp#utils#find_nearest_parent_file_directory(
        \     lsp#utils#get_buffer_path(), ['go.work', 'go.mod', '.git/']))},
        \ 'allowlist': ['go', 'gomod', 'gowork'],
        \ })
augroup END
