# Calls Megabase from R, with base R alone.
#
#     megabase serve --api --root /data/study --connection ~/megabase.json
#     Rscript megabase_api.R ~/megabase.json
#
# As a program it runs a task on the tutorial genome; what it writes lies below /data/study/r. In a script:
#
#     source("megabase_api.R")
#     megabase <- open_megabase("~/megabase.json")
#     megabase_call(megabase, "predict", fasta = "own.fa", region = I("chr1"), model = "hawk-tutorial", out = "own.bw")
#
# Lists of values are marked with I(). Tables are in the files; packages such as jsonlite read the answers themselves.

# The server of a connection file.
open_megabase <- function(connection_file) {
  text <- paste(readLines(connection_file, encoding = "UTF-8"), collapse = "")
  list(
    port = as.integer(sub(".*:([0-9]+)/.*", "\\1", json_text(text, "url"))),
    token = json_text(text, "token"),
    root = json_text(sub('"roots":\\[', '"root":', text), "root")
  )
}

# The first text of this name in some JSON.
json_text <- function(json, name) {
  found <- regmatches(json, regexec(sprintf('"%s":"((?:[^"\\\\]|\\\\.)*)"', name), json, perl = TRUE))[[1]]
  if (length(found) < 2) NA_character_ else gsub("\\\\(.)", "\\1", found[2])
}

# Parameters as JSON.
to_json <- function(value) {
  if (is.list(value)) {
    members <- vapply(value, to_json, "")
    return(paste0("{", paste(sprintf('"%s":%s', names(value), members), collapse = ","), "}"))
  }
  one <- if (is.character(value)) {
    sprintf('"%s"', gsub("([\"\\\\])", "\\\\\\1", enc2utf8(value)))
  } else if (is.logical(value)) {
    tolower(as.character(value))
  } else {
    format(value, digits = 15, scientific = FALSE, trim = TRUE)
  }
  if (inherits(value, "AsIs") || length(value) != 1) paste0("[", paste(one, collapse = ","), "]") else one
}

# Waits for a call, and returns its result as JSON; stops with what is wrong where it fails. No parameter begins with a dot.
megabase_call <- function(.megabase, .call, ...) {
  body <- if (...length() == 0) "{}" else to_json(list(...))
  # Where this is interrupted, the connection closes, and the call is stopped.
  socket <- socketConnection("127.0.0.1", .megabase$port, open = "r+b", blocking = TRUE, timeout = 7 * 86400)
  on.exit(close(socket))
  head <- c(
    sprintf("POST /api/calls/%s HTTP/1.1", .call),
    sprintf("Host: 127.0.0.1:%d", .megabase$port),
    sprintf("Authorization: Bearer %s", .megabase$token),
    "Content-Type: application/json",
    sprintf("Content-Length: %d", nchar(body, "bytes")),
    "Connection: close"
  )
  writeBin(charToRaw(paste0(paste(head, collapse = "\r\n"), "\r\n\r\n", body)), socket)
  answer <- readLines(socket, encoding = "UTF-8", warn = FALSE)
  if (length(answer) == 0) stop("The server ended before the call did.")
  json <- answer[length(answer)]
  if (substr(answer[1], 10, 12) != "200") {
    stop(json_text(json, "message"), " ", json_text(json, "advice"), call. = FALSE)
  }
  json
}

run_task <- function(connection_file) {
  megabase <- open_megabase(connection_file)
  region <- "chrT1:405,001-440,000"
  genes <- "r/tutorial.gff3"
  call <- function(name, ...) {
    megabase_call(
      megabase, name, ...,
      fasta = "r/tutorial.fa.gz", model = "hawk-tutorial", flank = 0, provider = "cpu"
    )
  }
  megabase_call(megabase, "tutorial", dir = "r")
  call("predict", region = I(region), out = "r/predicted.bedgraph")

  # What acts on the gene T1G073, and from where?
  call("effects", region = I(region), tile = 2000, targets = genes, out = "r/effects.tsv")
  effects <- read.delim(file.path(megabase$root, "r/effects.tsv"), comment.char = "#")
  far <- effects[effects$target == "T1G073" & effects$distance > 2000, ]
  enhancer <- far[which.min(far$effect), ]
  cat("enhancer of T1G073:", enhancer$element, "effect", enhancer$effect, "\n")

  # What do the sample's variants in it do?
  call("variants", region = region, vcf = "r/sample.vcf.gz", targets = genes, out = "r/variants.tsv")
  variants <- read.delim(file.path(megabase$root, "r/variants.tsv"), comment.char = "#")
  inside <- variants$pos > enhancer$element_start & variants$pos <= enhancer$element_end
  for (id in unique(variants$variant_id[inside])) {
    llr <- variants$raw_score[variants$variant_id == id & variants$variant_scorer == "LOG_RATIO"]
    cat("variant in it:", id, "LLR", round(llr, 3), "\n")
  }

  megabase_call(
    megabase, "figure",
    fasta = "r/tutorial.fa.gz", tracks = I(c(genes, "r/predicted.bedgraph")), region = region, out = "r/figure.svg"
  )
  cat("figure:", file.path(megabase$root, "r/figure.svg"), "\n")
}

if (sys.nframe() == 0L) run_task(commandArgs(trailingOnly = TRUE)[1])
