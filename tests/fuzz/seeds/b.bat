# a batch file of IGV
new
genome g.fa
load r.bed name="my regions"
snapshotDirectory shots
maxPanelHeight 500
goto chr1:1,001-2,000
region chr1 1100 1200 here
sort base
snapshot one.png
exit
