" ALE: gopls-proxy as the linter `gopls` of Go buffers.
let g:ale_linters = extend(get(g:, 'ale_linters', {}), {'go': ['gopls']})
let g:ale_go_gopls_executable = 'gopls-proxy'
" Without it ALE prefers a gopls that it finds in GOPATH/bin.
let g:ale_go_gopls_use_global = 1
