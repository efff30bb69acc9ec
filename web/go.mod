// Go looks no further: node_modules holds packages in Go that are none of ours.
module github.com/marketprep/marketprep/web

go 1.26.0
