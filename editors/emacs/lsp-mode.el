;; lsp-mode: gopls-proxy as the server of Go buffers.
(setq lsp-go-gopls-server-path "gopls-proxy"
      ;; Newer versions pass -remote=auto, which puts gopls into a daemon that a proxy cannot watch.
      lsp-go-gopls-server-args nil)
