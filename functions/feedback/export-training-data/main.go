// Command export-training-data is a Lambda; see package feedback.
package main

import (
	"github.com/marketprep/marketprep/functions/feedback"
	"github.com/marketprep/marketprep/shared/boot"
)

func main() { boot.HTTP(feedback.ExportTrainingData) }
